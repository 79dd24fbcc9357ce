"""Evidence: designs and traits by wording, studies kept apart, grounds of each sentence."""

from __future__ import annotations

import tomllib
from importlib import resources
from typing import Any

import pytest

from extractors.language.numbers.quantities import find_quantities
from extractors.language.pipeline import parse
from extractors.language.studies.designs import ceiling, design_of_publication, find_designs
from extractors.language.studies.evidence import Evidence, find_evidence
from extractors.language.studies.study_traits import find_traits
from extractors.language.words.patterns import Rule, load_rules
from extractors.language.words.sentences import passages
from extractors.model import Document, Region, Study

STORY = (
    "A pilot trial of 30 adults with depression found that sirukumab eased symptoms. "
    "Participants were randomly assigned to the drug (n = 14) or placebo (n = 16). "
    "Remission came in 54% v 31% after four weeks, but the difference did not reach statistical "
    "significance. Side effects were mild. "
    "Sirukumab is approved for nothing. "
    "An earlier cohort study of 1,204 women saw higher scores. "
    "A near twin, NCT01234567, a phase 2 trial, enrolled 32 people. "
    "Larger trials are needed."
)


def evidence(text: str, **fields: Any) -> Evidence:
    doc = parse(text, fields.get("regions", ()))
    kept = tuple(passages(doc))
    return find_evidence(Document("x", text, **fields), kept, find_quantities(doc))


def test_studies_of_one_story_are_kept_apart_with_their_traits() -> None:
    pilot, cohort, twin = evidence(STORY).studies
    assert (pilot.design, pilot.sample_size, pilot.pilot) == (
        "randomized_controlled_trial",
        30,
        True,
    )
    assert (pilot.comparator, pilot.duration, pilot.species) == ("placebo", "4 weeks", "human")
    assert (pilot.primary_significant, pilot.harms_reported) == (False, True)
    assert (cohort.design, cohort.sample_size) == ("cohort", 1204)
    assert (twin.registry_id, twin.phase, twin.sample_size) == ("NCT01234567", "2", 32)


def test_each_sentence_rests_on_the_study_told_last_and_status_and_plans_on_none() -> None:
    assert evidence(STORY).grounds == (0, 0, 0, 0, None, 1, 2, None)


def test_at_gives_the_study_itself() -> None:
    found = evidence(STORY)
    assert found.at(0) is found.studies[0]
    assert found.at(4) is None


def test_the_index_names_design_and_ids_of_a_report() -> None:
    (study,) = evidence(
        "We gave 120 adults a pill. Pain fell (P<.001).",
        publication_types=("Randomized Controlled Trial", "Journal Article"),
        doi="10.1000/x1",
        pmid="123456",
        registry_ids=("NCT01234567",),
    ).studies
    assert (study.design, study.sample_size) == ("randomized_controlled_trial", 120)
    assert (study.doi, study.pmid, study.registry_id) == ("10.1000/x1", "123456", "NCT01234567")


SIZES = [
    ("A total of 199 adults were screened and 60 adults were randomised in the trial.", 60),
    ("In the trial 80 adults were randomised to saline (n = 40) or epoetin (n = 40).", 80),
    (
        "In the trial 270 adults were recruited. 135 adults were allocated to naps and 135 to tea.",
        270,
    ),
    ("The trial compared naps (16 adults) with tea (15 adults).", 31),
    ("Among the six patients in the trial who got naps, two slept. It enrolled 44 people.", 44),
    ("The pilot study included 34 adults. Nine adults slept.", 34),
    ("In the trial naps were given to 17 of 34 adults and 9 adults slept.", 34),
    ("In the study 1,284 patients were followed. Of these, 120 patients died.", 1284),
    ("In the trial naps were compared with placebo in 90 adults.", 90),
    ("A study in 30 mice found less pain.", 30),
    ("The trial of naps began. A power analysis asked for 72 patients. We enrolled 61 adults.", 61),
    (
        "In the trial patients were put in a group: naps (60 min; n = 65), tea (n = 65) or "
        "placebo (n = 66).",
        196,
    ),
    (
        "Of 73 patients in the trial 34 (47%) were randomized to naps while 39 (53%) were "
        "randomized to the control arm.",
        73,
    ),
    ("In the trial 91 patients were enrolled. They were assigned to one of two groups.", 91),
    ("The trial contacted 747 potential participants. It enrolled 58 parents of 46 children.", 58),
    ("A phase 2 trial showed that among 17 patients with gout two slept.", 17),
    ("The study in 60 five-week-old female rats found less pain.", 60),
    ("The study examined naps in 12 breast cancer patients.", 12),
    ("A two-arm trial of naps with 30 adults per arm began.", 60),
    (
        "The trial recruited 270 adults. It was led by a nurse. All 135 adults were randomised to "
        "each treatment group. The 270 adults recruited slept.",
        270,
    ),
    (
        "The trial began. Participants (N = 3,234) at a high risk of gout and of worse pain were "
        "randomised. Few slept (naps n = 18, tea n = 15).",
        3234,
    ),
    (
        "The study used 1,083 records. The cohort included 305 patients under 70, 448 patients "
        "under 80 and 330 patients over 80.",
        1083,
    ),
    ("The review included trials with a minimum of 30 participants per study group.", None),
    ("The trial is on gout, which affects 40,000 people in Wales.", None),
    ("The study is on gout. About 40,000 people in the UK are living with it.", None),
    ("The study enrolled 60 adults living with gout.", 60),
    ("In the trial seventy-one men were asked about gout, and 48 were enrolled.", 48),
    ("The study enrolled 64 adults with gout and 37 adults with back pain.", 101),
    ("The study used data from 658 patients. Many slept, including 58 patients who had gout.", 658),
    ("The study began. Of 18 patients in the open-label series, 11 slept.", 18),
    ("The cohort study made it necessary to treat 370 women to save one life.", None),
    (
        "The trial had 32 adults who took part. They were randomly put in one of two patient "
        "groups, one for naps (n=17) and another group in which tea was drunk each day (n=15).",
        32,
    ),
    ("In the study a total of 452,320 scans were read.", None),
    ("The trial involved more than 12,000 women. A total of 12,483 women took part.", 12483),
    (
        "The trial began. Of the 424 adults included in the trial, 168 adults with gout were "
        "included in this analysis. A total of 121 adults (72%) were treated as planned.",
        168,
    ),
    ("The study began. Forty of the 61 (66%) patients were recruited for the study.", 40),
    ("The study drew on more than 1,200 women at 40 sites in 12 countries.", 1200),
]


@pytest.mark.parametrize(("text", "size"), SIZES)
def test_the_size_is_that_of_the_whole_study(text: str, size: int | None) -> None:
    assert [s.sample_size for s in evidence(text).studies] == [size]


def test_groups_add_up_where_no_total_is_told() -> None:
    (study,) = evidence("The randomised trial gave naps (n = 20) or placebo (n = 22).").studies
    assert study.sample_size == 42


TRAITS = [
    ("The trial met its primary endpoint.", "primary_significant", True),
    ("In the trial the primary outcome was not met.", "primary_significant", False),
    ("The primary outcome of the trial improved (P = .30).", "primary_significant", False),
    ("A three-arm trial of naps.", "arms", 3),
    (
        "The trial found no significant difference between naps and placebo.",
        "primary_significant",
        False,
    ),
    (
        "The trial found no significant difference between men and women.",
        "primary_significant",
        None,
    ),
    (
        "In the trial groups did not differ significantly in age. Naps significantly reduced pain.",
        "primary_significant",
        None,
    ),
    (
        "Standard treatment fails many. In the trial naps were compared with placebo.",
        "comparator",
        "placebo",
    ),
    ("Standard treatment fails many. The trial of naps began.", "comparator", None),
    ("Forty adults were given either naps or a placebo.", "design", "randomized_controlled_trial"),
    (
        "In the trial nurses were assigned by chance to naps.",
        "design",
        "randomized_controlled_trial",
    ),
    ("The trial included 34 adults.", "pilot", False),
    ("A 12-week trial of naps.", "duration", "12 weeks"),
    ("A 10-wk, double-blind study of naps.", "duration", "10 weeks"),
    ("The trial of adults aged over 60 years lasted for 5 weeks.", "duration", "5 weeks"),
    ("The trial began after two days. It was a 6-month study of naps.", "duration", "6 months"),
    ("In the trial we gave naps. We did not give sham injections.", "comparator", None),
    ("Guinea pigs slept in the study.", "species", "guinea pig"),
    ("The European study of naps began.", "name", None),
    ("A phase IIb trial of naps.", "phase", "2b"),
    ("The DOZER trial of naps.", "name", "DOZER"),
    ("The pill eased pain in mice.", "species", "mouse"),
    ("Cultured cells in vitro died.", "species", "cells"),
    ("A randomised trial of naps against usual care.", "comparator", "usual care"),
    ("A trial in which 12 of 40 screened adults were randomised.", "sample_size", 12),
    ("The study (doi: 10.1000/ab.1) of naps.", "doi", "10.1000/ab.1"),
]


@pytest.mark.parametrize(("text", "trait", "value"), TRAITS)
def test_traits(text: str, trait: str, value: object) -> None:
    (study,) = evidence(text).studies
    assert getattr(study, trait) == value


@pytest.mark.parametrize(
    "text",
    [
        "Larger trials are needed.",
        "Research and trials matter.",
        "They plan a phase 3 trial.",
        "We need clinical trials.",
    ],
)
def test_no_study_is_told(text: str) -> None:
    assert evidence(text).studies == ()


def test_a_review_told_of_in_the_discussion_is_not_what_the_report_is() -> None:
    text = (
        "In this randomised controlled trial 80 adults took the jab.\n\n"
        "A meta-analysis by our group found more pain in people with gout."
    )
    found = evidence(text, pmid="1")
    assert found.studies[0].design == "randomized_controlled_trial"


def test_a_dated_study_is_another_than_the_new_one() -> None:
    text = "A 2013 study of 60 people found no benefit. The new trial enrolled 200 adults."
    assert [s.sample_size for s in evidence(text).studies] == [60, 200]


def test_the_study_at_hand_is_taken_up_again_after_another() -> None:
    text = (
        "The study compared naps with tea. There is evidence from other trials that tea helps. "
        "Naps were reported to help more. The study of 90 adults shows less pain."
    )
    assert [s.sample_size for s in evidence(text).studies] == [90, None]
    plural = (
        "A new study tested naps. It builds on previous animal studies. In the study, 24 women "
        "slept."
    )
    assert [s.sample_size for s in evidence(plural).studies] == [24, None]


def test_trials_of_different_phases_are_two() -> None:
    text = "A phase 3 trial enrolled 900 adults. Phase 1 studies enrolled 40 volunteers."
    assert [(s.phase, s.sample_size) for s in evidence(text).studies] == [("3", 900), ("1", 40)]


def test_what_follows_another_study_at_once_is_still_about_it() -> None:
    text = "The study tested naps. An earlier trial tested tea. The trial enrolled 60 adults."
    assert [s.sample_size for s in evidence(text).studies] == [None, 60]


def test_a_report_compares_its_own_study_with_others() -> None:
    text = "In agreement with other studies, our randomised trial of 43 adults saw no harm."
    assert [s.sample_size for s in evidence(text, pmid="1").studies] == [43]


@pytest.mark.parametrize(
    "text",
    ["Sleep is a crucial area of study.", "The next step is a round of clinical tests."],
)
def test_a_field_of_study_and_tests_to_come_are_no_study(text: str) -> None:
    assert evidence(text).studies == ()


def test_a_funding_line_opens_no_study_and_rests_on_none() -> None:
    assert evidence("The study was funded by a bank.").studies == ()
    assert evidence("The trial of naps ended. The study was funded by a bank.").grounds == (0, None)


def test_a_trial_worded_twice_is_one_study() -> None:
    text = "A randomised trial tested naps. The double-blind trial of 90 adults found less pain."
    assert [(s.design, s.sample_size) for s in evidence(text).studies] == [
        ("randomized_controlled_trial", 90)
    ]


CEILINGS = [
    (Study("randomized_controlled_trial", sample_size=400), 3),
    (Study("randomized_controlled_trial", sample_size=30), 2),
    (Study("randomized_controlled_trial", 400, primary_significant=False), 2),
    (Study("meta_analysis"), 3),
    (Study("meta_analysis", included="randomized_controlled_trial"), 3),
    (Study("meta_analysis", 9000, included="cohort"), 1),
    (Study("systematic_review", included="nonrandomized_trial"), 2),
    (Study("cohort", 9000), 1),
    (Study("animal"), 1),
    (None, 1),
]


@pytest.mark.parametrize(("study", "strength"), CEILINGS)
def test_ceiling(study: Study | None, strength: int) -> None:
    assert ceiling(study) == strength


def test_publication_types() -> None:
    assert design_of_publication(["Journal Article"]) is None
    assert design_of_publication(["Clinical Trial, Phase II", "Meta-Analysis"]) == "meta_analysis"


PUBLICATION_TYPES = tomllib.loads(
    (resources.files("extractors") / "rules" / "designs.toml").read_text("utf-8")
)["publication_type"]


@pytest.mark.parametrize("row", PUBLICATION_TYPES, ids=lambda row: row["design"])
def test_each_publication_type_names_its_design(row: dict[str, str]) -> None:
    assert design_of_publication([row["example"]]) == row["design"]


@pytest.mark.parametrize("rule", load_rules("designs"), ids=lambda rule: rule.id)
def test_design_examples(rule: Rule) -> None:
    for example in rule.examples:
        assert rule.category in {w.design for w in find_designs(parse(example)[:])}, example
    for example in rule.counter_examples:
        assert rule.category not in {w.design for w in find_designs(parse(example)[:])}, example


def cues_of(text: str) -> frozenset[str]:
    return find_traits(next(passages(parse(text))), ()).cues


@pytest.mark.parametrize("rule", load_rules("studies"), ids=lambda rule: rule.id)
def test_study_rule_examples(rule: Rule) -> None:
    for example in rule.examples:
        assert rule.category in cues_of(example), example
    for example in rule.counter_examples:
        assert rule.category not in cues_of(example), example


def test_the_title_of_a_report_names_its_design() -> None:
    title = "Naps against pain: a randomised trial"
    text = f"{title}\n\nA systematic review of naps came first. We gave 80 adults naps."
    found = evidence(text, pmid="1", regions=(Region("headline", 0, len(title)),))
    assert found.studies[0].design == "randomized_controlled_trial"


def test_what_earlier_work_found_is_told_of_no_study_at_hand() -> None:
    text = "The study of naps began. Previous research saw this in a sample of 2,000 people."
    assert [s.sample_size for s in evidence(text).studies] == [None]


REVIEWS = [
    ("A meta-analysis of nine randomised controlled trials found less pain.",
     "randomized_controlled_trial"),
    ("A meta-analysis of cohort studies found less pain.", "cohort"),
    ("The systematic review covered randomised controlled trials and observational studies.",
     "cohort"),
    ("A meta-analysis of nine studies found less pain.", None),
    ("In this randomised controlled trial pain fell.", None),
]  # fmt: skip


@pytest.mark.parametrize(("text", "included"), REVIEWS)
def test_a_review_is_told_by_the_weakest_design_in_it(text: str, included: str | None) -> None:
    (study,) = evidence(text).studies
    assert study.included == included


def test_trials_that_a_text_appeals_to_are_not_its_own_study() -> None:
    text = (
        "A new study of 900 women tested naps. A number of randomised controlled trials "
        "demonstrate that naps help. The study found less pain."
    )
    first, others = evidence(text).studies
    assert (first.design, first.sample_size) == ("unspecified_study", 900)
    assert (others.design, others.sample_size) == ("randomized_controlled_trial", None)


def test_trials_at_large_and_animals_before_are_told_of_no_study_at_hand() -> None:
    text = (
        "The study corrected a disorder in dogs. Researchers have performed clinical trials of "
        "naps. The dogs slept."
    )
    assert [s.species for s in evidence(text).studies] == ["dog"]
    people = "The pill was previously tested in monkeys. The study enrolled 24 adults."
    assert [(s.design, s.species) for s in evidence(people).studies] == [
        ("unspecified_study", "human")
    ]


def test_a_cited_study_likened_to_the_one_at_hand_is_another() -> None:
    regions = (Region("methods", 0, 33),)
    text = (
        "We randomised 60 adults to naps. "
        "Another randomised trial saw less pain [24], similarly to our study."
    )
    found = evidence(text, regions=regions)
    assert found.grounds == (0, 1)


def test_a_lead_rests_on_the_study_that_the_body_goes_on_to_tell() -> None:
    found = evidence(
        "Researchers have found that naps help. Gout is old. In a trial 60 adults were randomised."
    )
    assert found.grounds == (0, None, 0)
    assert evidence("Researchers have found that naps help.").grounds == (None,)


def test_an_introduction_that_comes_to_its_own_aim_rests_on_the_report() -> None:
    text = "Gout is old. We also evaluated the effect of naps."
    regions = (Region("background", 0, len(text)),)
    assert evidence(text, regions=regions, pmid="1").grounds == (None, 0)


TWO_TRIALS = (
    "In a randomised phase 3 study (NAP-70) 14,800 adults slept less. The result is in line with "
    "the NAP-50 trial. A pooled analysis of data from both trials showed less pain. Few harms "
    "were seen in NAP-70. NAP-50 is a randomised trial in 16,160 adults."
)


def test_each_of_two_named_trials_and_their_pooled_analysis_is_a_study() -> None:
    found = evidence(TWO_TRIALS)
    assert [(s.name, s.design, s.sample_size) for s in found.studies] == [
        ("NAP-70", "randomized_controlled_trial", 14800),
        ("NAP-50", "randomized_controlled_trial", 16160),
        (None, "meta_analysis", None),
    ]
    assert found.grounds == (0, 1, 2, 0, 1)


def test_of_two_names_the_first_is_who_the_sentence_is_about() -> None:
    text = "The NAPPER trial ended. The SNOOZER sleep quality trial was done in NAPPER adults."
    assert [study.name for study in evidence(text).studies] == ["NAPPER", "SNOOZER"]
    short = (
        "Night nap therapy (NNTH) was new. The NNTH study and a second trial ended. NNTH helped."
    )
    assert evidence(short).grounds[-1] != 0


def test_those_who_did_the_study_speak_of_it_after_others_were_told_of() -> None:
    text = (
        "The new trial enrolled 60 adults. Other studies have shown less pain. "
        '"Despite these, we found that naps help," she said.'
    )
    assert evidence(text).grounds == (0, 1, 0)


def test_a_study_that_a_report_brings_in_is_another() -> None:
    text = "Naps are old. One study, conducted in Canada, found that naps help. Pain fell in it."
    assert evidence("We gave 60 adults naps. " + text, pmid="1").grounds == (0, None, 1, 1)


def test_what_studies_at_large_found_is_not_what_the_report_found() -> None:
    text = "In numerous studies naps were found to help. In data from all 8 studies pain fell."
    regions = (Region("results", 0, len(text)),)
    assert evidence(text, regions=regions, pmid="1").grounds == (1, 0)


def test_a_trial_whose_participants_were_followed_is_one_study() -> None:
    text = "The study began. They followed women for 7 years. It was a randomised trial."
    assert [s.design for s in evidence(text).studies] == ["randomized_controlled_trial"]
    assert [s.design for s in evidence(text[:47]).studies] == ["cohort"]


def test_a_citation_glued_to_a_study_leads_to_another_in_a_story_too() -> None:
    text = "The trial enrolled 60 adults. A retrospective review32 of a phase 3 trial found less."
    assert evidence(text).grounds == (0, 1)


def test_who_compares_a_study_with_others_goes_on_about_it() -> None:
    text = "The study enrolled 60 adults. This study differed from other studies: it saw less pain."
    assert evidence(text).grounds == (0, 0)


def test_of_several_studies_with_names_none_is_told_again_without_its_name() -> None:
    text = (
        "The NAPPER trial ended. The SNOOZER trial ended. An earlier cohort study saw harm. "
        "In a 12-week randomised trial 33 adults slept."
    )
    assert [s.sample_size for s in evidence(text).studies] == [None, None, None, 33]


def test_a_discussion_that_tells_of_no_study_is_about_the_report() -> None:
    text = "Pain fell with naps. Naps may be an ideal pill. Studies of naps are old [3]."
    regions = (Region("results", 0, 20),)
    assert evidence(text, regions=regions, pmid="1").grounds == (0, 0, None)


def test_a_conclusion_comes_back_to_the_report() -> None:
    text = (
        "We gave 60 adults naps. One trial in Canada found less pain. In conclusion, naps helped."
    )
    assert evidence(text, pmid="1").grounds == (0, 1, 0)


def test_what_adds_to_earlier_work_is_told_of_the_study_at_hand() -> None:
    text = "The study enrolled 60 adults. This study adds evidence on top of prior work on naps."
    assert evidence(text).grounds == (0, 0)


def test_they_behind_a_citation_are_those_whom_it_cites() -> None:
    text = "Pain fell with naps. Gout was told of by Smith et al in a letter. They suggested naps."
    regions = (Region("results", 0, 20),)
    assert evidence(text, regions=regions, pmid="1").grounds == (0, None, None)


def test_a_finding_set_beside_others_is_the_reports_own() -> None:
    text = "We gave 60 adults naps. The notable finding of less pain is in line with others.14–16"
    assert evidence(text, pmid="1").grounds == (0, 0)


def test_a_named_study_that_a_report_cites_is_another() -> None:
    text = "We gave 60 adults naps. In the Saint Anton Nap Study, pain fell [3]."
    assert [s.name for s in evidence(text, pmid="1").studies] == [None, "Saint Anton Nap Study"]


def test_an_editorial_beside_a_study_is_not_the_study() -> None:
    text = (
        "Previous studies have shown that naps help; this was the first study of tea. "
        "The current study randomly assigned 60 adults to tea. View the manuscript and editorial."
    )
    main = evidence(text).main
    assert main is not None
    assert (main.design, main.sample_size) == ("randomized_controlled_trial", 60)


def test_the_only_study_at_hand_carries_farther() -> None:
    text = (
        "The trial of naps ended. " + "Naps are old. " * 14 + "A total of 60 women were recruited."
    )
    assert evidence(text).studies[0].sample_size == 60
    two = text.replace("ended. ", "ended. The randomised NAPPER trial of 90 men ended. ", 1)
    assert [s.sample_size for s in evidence(two).studies] == [90]
