"""Whoever works in a folder that came from somewhere runs nothing that lies in it."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

SMALL = {
    "addition": ["nodes=1", "max_sum=16", "epochs=2", "pairs=50"],
    "images": [
        "data=avatars:lorelei", "size=16", "pictures=100", "images=64", "samples=2", "generator_widths=4,4,4",
        "discriminator_widths=4,4", "latent=4", "measured=100", "judge_steps=2",
    ],
    "lyrics": ["embedding=16", "epochs=0.05", "validations=1", "measured=4"],
}  # fmt: skip


@pytest.mark.parametrize("lab", SMALL)
def test_modules_that_lie_in_the_folder_are_not_run(lab: str, tmp_path: Path) -> None:
    folder = tmp_path / "downloaded"
    folder.mkdir()
    for name in ("json", "numpy", "torch", "matplotlib", "random", "hackday", "sitecustomize", "dicebear"):
        (folder / f"{name}.py").write_text(
            "open('ran', 'w').write(__name__); raise SystemExit('a stranger was here')\n"
        )
    settings = [word for setting in SMALL[lab] for word in ("--set", setting)]
    hackday = Path(sys.executable).with_name("hackday")
    done = subprocess.run(
        [str(hackday), "train", lab, *settings, "--runs", "runs", "--quiet", "--yes"],
        cwd=folder, env=os.environ | {"HACKDAY_CACHE": str(tmp_path / "cache")}, capture_output=True, text=True,
        timeout=300, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert not (folder / "ran").exists()
    assert any((folder / done.stdout.strip() / "artifacts").glob("*.png"))
