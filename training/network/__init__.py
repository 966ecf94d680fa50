"""The network and where its pretrained weights come from."""
