"""The smallest training of each lab that goes through all of its life: some steps, checkpoints, figures, an export."""

LABS = ("addition", "images", "lyrics")

_SETTINGS = {
    "addition": ["nodes=1,2", "max_sum=16", "epochs=4", "pairs=60", "test_pairs=50", "patience=0"],
    "images": ["pictures=200", "images=64", "samples=2", "resampling=nearest", "generator_widths=12,8,6",
               "discriminator_widths=8,12", "latent=8", "measured=100", "judge_steps=2"],
    "lyrics": ["embedding=8", "batch_size=4", "stretch=48", "epochs=0.5", "validations=2", "measured=4",
               "max_songs=24", "sampled=32"],
}  # fmt: skip
_PRESETS = {"addition": "post", "images": "ellipses-white", "lyrics": "songbook"}


def training(lab: str, *more: str) -> list[str]:
    """The words after `hackday`; `more` are settings that overrule."""
    settings = [word for setting in (*_SETTINGS[lab], *more) for word in ("--set", setting)]
    return ["train", lab, "--preset", _PRESETS[lab], *settings]
