"""A trained network as others read it: as a page model (docs/formats/page-model.md) and as ONNX."""
