"""The model card of an images run, and the figures on the card of a site's front page."""

from typing import Any

from hackday.images.data.dataset import Dataset
from hackday.images.spec import ImagesSpec
from hackday.pagemodel.card import CardFigure, ModelCard, percent

NOT_OURS = "not known"  # how the licence of somebody's own folder begins
USUAL_RATIO = 0.85  # of memorisation: below it a network leans on its examples


def card(spec: ImagesSpec, dataset: Dataset, results: dict[str, Any]) -> ModelCard:
    """What there is to say about this generator, from the settings, its pictures and results.json."""
    recipe = (
        "the recipe of 2015 (DCGAN)" if spec.recipe == "dcgan" else "a recipe of 2024 (relativistic, with slopes held)"
    )
    asked = ", ".join(plain_name(one.name) for one in dataset.attributes) if spec.recipe != "dcgan" else ""
    wishes = f" It can be asked for {asked}." if asked else ""
    return ModelCard(
        what=f"A network that draws pictures of {dataset.size} × {dataset.size} pixels out of random numbers, trained "
        f"against a second network that judges, by {recipe}.{wishes}",
        data=f"{len(dataset):,} pictures: {dataset.summary or dataset.name}.",
        licence=dataset.licence,
        made_for=(
            "Playing, teaching and looking inside: every layer's maps can be seen in the page.",
            "Small pictures for projects of one's own, as far as the licence of the data allows.",
        ),
        not_for=_not_for(dataset),
        figures=tuple(_figures(results)),
        limits=tuple(_limits(results)),
    )


def headline(results: dict[str, Any]) -> list[dict[str, str]]:
    """Three figures for the card of the run, each with its floor where there is one."""
    shown = [{"name": one.name, "value": one.value, "beside": one.beside} for one in _figures(results)][:1]
    covered = results.get("coverage") or {}
    if covered.get("total"):
        floor = covered.get("floor")
        beside = "" if floor is None else f"real ones {percent(floor) if floor <= 1 else f'{floor:.0f}'}"
        shown.append({"name": "kinds of pictures drawn", "value": f"{covered['covered']} of {covered['total']}",
                      "beside": beside})  # fmt: skip
    seen = f"{results['images_seen']:,} pictures seen"
    return [*shown, {"name": "training time", "value": f"{results['seconds']:.0f} s", "beside": seen}]


def plain_name(name: str) -> str:
    """An attribute as people write it: `hair_color` is `hair color`."""
    return name.replace("_", " ")


def _not_for(dataset: Dataset) -> tuple[str, ...]:
    always = (
        "Pictures that are passed off as the work of a person, or as showing somebody real.",
        "Deciding anything about people.",
    )
    if not dataset.licence.startswith(NOT_OURS):
        return always
    return ("Publishing or selling what it draws, unless you may do that with the pictures it learned from.", *always)


def _figures(results: dict[str, Any]) -> list[CardFigure]:
    shown = []
    valid, real = results.get("valid_share"), results.get("valid_share_real")
    if valid is not None:
        beside = f"real ones {percent(real)}" if real is not None else ""
        shown.append(CardFigure("true ellipses", percent(valid), beside))
    accuracies = results.get("attribute_accuracy") or {}
    asked = [(name, one) for name, one in accuracies.items() if one["generated"] is not None]
    # The one that is worst says most about a network; it stands first, and on the front page.
    if valid is None:
        asked.sort(key=lambda named: named[1]["generated"])
    for name, one in asked:
        beside = f"real ones {percent(one['real'])}" if one["real"] is not None else ""
        shown.append(CardFigure(f"{plain_name(name)} as asked", percent(one["generated"]), beside))
    for key, name in (("kl", "distance of the mix of kinds (KL)"), ("kid", "distance from real pictures (KID)")):
        one = results.get(key) or {}
        if one.get("value") is not None:
            floor = f"real ones {one['floor']:.2g}" if one.get("floor") is not None else ""
            shown.append(CardFigure(name, f"{one['value']:.2g}", floor))
    if results.get("memorisation_ratio") is not None:
        shown.append(CardFigure("nearness to its examples", f"{results['memorisation_ratio']:.2f}",
                                "1: no nearer than to pictures kept aside"))  # fmt: skip
    return shown


def _limits(results: dict[str, Any]) -> list[str]:
    limits = ["It draws what its examples show and nothing else; what is rare among them it draws badly or never."]
    for one in (results.get("worst") or [])[:1]:
        names = ", ".join(f"{plain_name(name)} {value}" for name, value in one["names"].items())
        limits.append(f"The worst combination is {names}: right in {percent(one['right_share'])} of its pictures.")
    ratio = results.get("memorisation_ratio")
    if ratio is not None and ratio < USUAL_RATIO:
        limits.append("It leans on its examples: some of its pictures are close to a picture it learned from.")
    if results.get("alarms"):
        limits.append("The watch for collapse rang during the training; the page says when and why.")
    return limits
