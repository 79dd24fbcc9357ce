"""What a text claims: packages in the order in which they may build on one another.

    words                              tokens, sentences, patterns over them
    names  wording  grammar  trees     what is spoken of, how surely, in what clauses
    numbers  holders                   how much, and who says it
    studies                            on what evidence
    claims                             who does what to what
    spin                               hype, caveats, overclaim, omissions

`annotate` runs them all on one document; `cascade` says which sentences get a tree.
"""
