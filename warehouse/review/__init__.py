"""The review page: people judge flagged wording and claims in context, and nothing is lost.

app        the pages and what they answer; guard: who may ask
desk       what lies before the readers: one snapshot, its queue, what was judged of it
selection  which part of the queue, as the address says it
cards, documents, overviews    what a page shows, as data
passages   text with its marks, as inert HTML
judgements what was judged, as memory of the review file
publishing verdicts into the next snapshot, a while after they came
training   verdicts as data that a model learns from
"""
