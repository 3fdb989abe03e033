"""A visitor who uses every part of a page once, found in the page itself, so that new parts are used unnamed.

A part is whatever can be clicked, typed into, chosen or reached by the Tab key; parts that appear while others are used
get their turn. Only the keyboard and the mouse are used.
"""

import re
from collections import Counter
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urljoin, urlsplit

from playwright.sync_api import ElementHandle, Error, Page

MOST_PARTS = 600
MOST_GONE = 50
MOVES = ("ArrowRight", "ArrowLeft", "ArrowUp", "ArrowDown", "Home", "End")

FIND = """() => {
  const used = (window.usedParts ??= new WeakSet())
  const wanted = 'button, input, select, textarea, summary, [role=button], [role=slider], [tabindex="0"]'
  const nameOf = (element) => element.getAttribute('aria-label')
    || document.getElementById(element.getAttribute('aria-labelledby'))?.textContent
    || [...(element.labels ?? [])].map((label) => label.textContent).join(' ')
    || (element.matches('input, select, textarea') ? '' : element.textContent)
    || element.title || ''
  const parts = []
  for (const element of document.querySelectorAll(wanted)) {
    const hidden = !element.checkVisibility({ visibilityProperty: true }) || element.closest('[inert]')
    if (used.has(element) || hidden || element.disabled || element.getAttribute('aria-disabled') === 'true') continue
    const sort = [element.localName, element.type ?? '', element.getAttribute('role') ?? ''].join(' ').trim()
    const style = element.className.baseVal ?? element.className
    const name = nameOf(element).replace(/\\s+/g, ' ').trim().slice(0, 120)
    parts.push({ element, sort, style, name, value: element.value ?? '' })
  }
  return parts
}"""


@dataclass
class Visit:
    """What was used: a line for every part, in order."""

    used: list[str] = field(default_factory=list)
    nameless: list[str] = field(default_factory=list)
    stuck: list[str] = field(default_factory=list)
    """Sliders and fields that did not take what was done to them."""
    gone: list[str] = field(default_factory=list)
    """Parts that the page replaced before the hand was there, as where words stream in; their like get their turn."""

    def kinds(self) -> Counter[str]:
        """How many parts of each sort were used."""
        return Counter(line.partition(":")[0] for line in self.used)


def use_everything(page: Page, *, alike: int, of_a_style: int) -> Visit:
    """Use every part of the open page once; of those with the same name but for numbers only `alike`, and of those that
    look the same only `of_a_style`. AssertionError if there is no end of parts."""
    visit = Visit()
    counts: Counter[tuple[str, ...]] = Counter()
    page.on("dialog", lambda dialog: dialog.accept())
    while (part := _next(page, counts, alike, of_a_style)) is not None:
        assert len(visit.used) < MOST_PARTS, f"ever more parts appear: {visit.used[-5:]}"
        assert len(visit.gone) < MOST_GONE, f"parts are replaced all the time: {visit.gone[-5:]}"
        element, line = part.element, f"{part.sort}: {part.name}"
        if not part.name:
            visit.nameless.append(f"{part.sort}: {element.evaluate('element => element.outerHTML.slice(0, 200)')}")
        try:
            took = _use(page, element, part.sort)
        except Error:
            if element.evaluate("element => element.isConnected"):
                raise
            visit.gone.append(line)
            counts.subtract(part.like)
            continue
        visit.used.append(line)
        if not took:
            visit.stuck.append(line)
        page.evaluate("() => new Promise(requestAnimationFrame)")
    page.wait_for_timeout(500)  # what was begun last may complain late
    return visit


@dataclass(frozen=True)
class Part:
    """Something that can be used, and how its like are counted."""

    element: ElementHandle
    sort: str
    name: str
    like: tuple[tuple[str, ...], ...]


def _next(page: Page, counts: Counter[tuple[str, ...]], alike: int, of_a_style: int) -> Part | None:
    """The first part of the page that was not used yet."""
    parts = page.evaluate_handle(FIND)
    for place, part in enumerate(page.evaluate("parts => parts.map(({ element, ...rest }) => rest)", parts)):
        sort, name, value = part["sort"], part["name"], part["value"] if "radio" in part["sort"] else ""
        kind = (sort, part["style"], re.sub(r"[\d.,−]+|[“\"].*[”\"]", "#", name), value)
        style = (sort, part["style"])
        if counts[kind] >= alike or (part["style"] and counts[style] >= of_a_style):
            continue
        counts.update([kind, style])
        mark = "(parts, place) => { window.usedParts.add(parts[place].element); return parts[place].element }"
        element = parts.evaluate_handle(mark, place).as_element()
        assert element is not None
        return Part(element, sort, name, (kind, style))
    return None


def _use(page: Page, element: ElementHandle, sort: str) -> bool:
    """Use one part as a person would; did it take it?"""
    if sort.startswith("input range"):
        return _move(page, element)
    if sort.startswith(("input text", "input search", "textarea")):
        return _type(element, "12" if element.get_attribute("inputmode") else "the moon")
    if sort.startswith("input number"):
        return _move(page, element)
    if sort.startswith(("input radio", "input checkbox")):
        element.focus()
        page.keyboard.press("Space")
        return sort.startswith("input checkbox") or element.is_checked()
    if sort.startswith("select"):
        page.mouse.move(1, 1)  # so that nothing that scrolls by lies under the mouse and is chosen by it
        values = element.evaluate("select => [...select.options].map(option => option.value)")
        element.select_option(values[-1])
        return bool(element.input_value() == values[-1])
    if sort.startswith(("button", "summary")) or sort.endswith("button"):
        element.click()
        return True
    element.focus()  # a picture or a chart: by keyboard, then under the mouse
    for key in (*MOVES[:4], "Enter", "Escape"):
        page.keyboard.press(key)
    if element.is_visible():
        element.hover(force=True)
    return True


def _move(page: Page, element: ElementHandle) -> bool:
    """Move a slider, or a number, by a key; back from its end if need be. False if it stays where it was."""
    element.focus()
    before = element.input_value()
    if element.evaluate("input => input.min !== '' && input.min === input.max"):
        return True
    for key in MOVES:
        page.keyboard.press(key)
        if not element.evaluate("input => input.isConnected") or element.input_value() != before:
            return True
    return False


def _type(element: ElementHandle, text: str) -> bool:
    element.fill(text)
    return bool(element.input_value() == text)


def links_of(page: Page) -> list[str]:
    """Where the links of the open page lead, without what comes after #."""
    targets = page.locator("a[href]").evaluate_all("links => links.map(link => link.getAttribute('href'))")
    return sorted({urljoin(page.url, str(target)).partition("#")[0] for target in targets})


def off_this_machine(addresses: list[str]) -> list[str]:
    """Those requests that would have left this machine."""
    parts: list[tuple[str, Any]] = [(address, urlsplit(address)) for address in addresses]
    return [
        address
        for address, one in parts
        if one.scheme not in ("file", "data", "blob", "about") and one.hostname != "127.0.0.1"
    ]
