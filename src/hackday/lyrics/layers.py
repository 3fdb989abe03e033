"""A trained network as a list of plain layers, as a page reads them (docs/formats/page-model.md)."""

from collections.abc import Sequence

from torch import Tensor, nn

from hackday.lyrics.data.corpus import Array
from hackday.lyrics.model import SongModel, WindowModel
from hackday.pagemodel.storage import Storage, StoredLayer, storage_for

MOST_BYTES = 6_000_000
"""Of a page's stored weights: in base64, with the vocabulary and the filter, the page model stays under its limit."""
NARROWER = "train a narrower one with --set embedding=… --set hidden=… or fewer words with --set max_words=…"


def page_storage(layers: Sequence[StoredLayer]) -> Storage:
    """In how many bits a page can hold a network. TooLarge, with advice, if in none."""
    return storage_for(layers, MOST_BYTES, NARROWER)


def layers_of(network: SongModel | WindowModel) -> list[StoredLayer]:
    """The layers in the order in which they run."""
    return _window_layers(network) if isinstance(network, WindowModel) else _song_layers(network)


def _song_layers(network: SongModel) -> list[StoredLayer]:
    layers = [_embedding(network.embedding)]
    if network.voice is not None:
        count, width = network.voice.weight.shape
        layers.append(StoredLayer("voices", "voices", {"count": count, "width": width},
                                  {"weights": _array(network.voice.weight)}))  # fmt: skip
    for place, layer in enumerate(network.recurrent):
        assert isinstance(layer, nn.LSTM | nn.GRU)
        name = f"layer{place + 1}"
        layers.append(_lstm(name, layer) if isinstance(layer, nn.LSTM) else _gru(name, layer, "l0", reverse=False))
    weight, bias = network.output_weights()
    layers.append(StoredLayer("logits", "logits", {"inputs": weight.shape[1], "words": len(weight)},
                              {"weights": None if network.tied else _array(weight), "bias": _array(bias)}))  # fmt: skip
    return layers


def _window_layers(network: WindowModel) -> list[StoredLayer]:
    layers = [_embedding(network.embedding)]
    for place, end in enumerate(("l0", "l0_reverse", "l1", "l1_reverse")):
        name = f"{('lower', 'upper')[place // 2]}{('', '-reversed')[place % 2]}"
        layers.append(_gru(name, network.recurrent, end, reverse=bool(place % 2)))
    layers.append(_dense("dense", network.dense, "relu"))
    weight, bias = network.output.weight, network.output.bias
    layers.append(StoredLayer("logits", "logits", {"inputs": weight.shape[1], "words": len(weight)},
                              {"weights": _array(weight), "bias": _array(bias)}))  # fmt: skip
    return layers


def _embedding(layer: nn.Embedding) -> StoredLayer:
    words, width = layer.weight.shape
    return StoredLayer("embedding", "embedding", {"words": words, "width": width}, {"weights": _array(layer.weight)})


def _lstm(name: str, layer: nn.LSTM) -> StoredLayer:
    """torch's two biases are one sum."""
    settings = {"inputs": layer.input_size, "hidden": layer.hidden_size}
    tensors = {
        "input_weights": _named(layer, "weight_ih_l0"),
        "hidden_weights": _named(layer, "weight_hh_l0"),
        "bias": _named(layer, "bias_ih_l0") + _named(layer, "bias_hh_l0"),
    }
    return StoredLayer("lstm", name, settings, tensors)


def _gru(name: str, layer: nn.GRU, end: str, *, reverse: bool) -> StoredLayer:
    weights = _named(layer, f"weight_ih_{end}")
    settings = {"inputs": weights.shape[1], "hidden": layer.hidden_size, "reverse": reverse}
    tensors = {
        "input_weights": weights,
        "hidden_weights": _named(layer, f"weight_hh_{end}"),
        "input_bias": _named(layer, f"bias_ih_{end}"),
        "hidden_bias": _named(layer, f"bias_hh_{end}"),
    }
    return StoredLayer("gru", name, settings, tensors)


def _dense(name: str, layer: nn.Linear, activation: str) -> StoredLayer:
    settings = {"inputs": layer.in_features, "outputs": layer.out_features, "activation": activation}
    return StoredLayer("dense", name, settings, {"weights": _array(layer.weight), "bias": _array(layer.bias)})


def _named(layer: nn.Module, name: str) -> Array:
    return _array(layer.get_parameter(name))


def _array(tensor: Tensor) -> Array:
    return tensor.detach().contiguous().numpy()
