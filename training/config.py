"""Defines the configuration of a training: the meaning, default and bounds of every field.

The options of `itemgraph train`, its configuration file and the hyperparameters of a job on SageMaker are these fields.
This module imports no library of training, so a wrong value is refused at once.
"""

import json
from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from model.bundle import ModelName
from model.tags import SchemeName
from model.windows import WindowSize

PACKAGED_ENCODER = "packaged-minilm"


def _to_texts(value: Any) -> Any:
    """Accepts a list as one text or as a JSON list in a text, the forms of hyperparameters and of `--set`."""
    if not isinstance(value, str):
        return value
    return json.loads(value) if value.startswith("[") else [value]


Texts = Annotated[tuple[str, ...], BeforeValidator(_to_texts)]


class Recipe(BaseModel):
    """How a network learns. Two trainings with the same data, encoder and recipe take the same steps."""

    model_config = ConfigDict(frozen=True, extra="forbid", use_attribute_docstrings=True)

    epochs: int = Field(8, ge=1)
    """passes over the training texts"""
    batch_pieces: int = Field(1024, ge=16)
    """word pieces in a batch, padding included"""
    learning_rate: float = Field(2e-4, ge=0)
    """highest learning rate, reached at the end of the warm-up"""
    warmup: float = Field(0.1, ge=0, le=1)
    """share of all steps in which the learning rate rises"""
    weight_decay: float = Field(0.01, ge=0)
    """weight decay of AdamW, not applied to biases and norms"""
    clip_norm: float = Field(1.0, gt=0)
    """largest norm of all gradients together"""
    dropout: float = Field(0.1, ge=0, le=0.9)
    """share of activations that are dropped in training"""
    seed: int = 7
    """seed of everything random"""
    window: int = Field(128, ge=8)
    """word pieces that the model sees at once"""
    overlap: int = Field(32, ge=0)
    """word pieces that neighbouring windows share"""
    scheme: SchemeName = "IOB2"
    """how tags mark spans"""
    sample: int = Field(5000, ge=1)
    """windows of each partial file in an epoch"""
    lora_rank: int = Field(0, ge=0)
    """rank of the adapters to train; 0 trains all weights"""
    layer_decay: float = Field(1.0, gt=0, le=1)
    """factor of the learning rate from each layer to the one below; 1 trains all alike"""
    layers: int = Field(0, ge=0)
    """first layers of the encoder to keep; 0 keeps all"""
    augment: int = Field(0, ge=0)
    """changed copies of each training text: other values, another order, fewer words, typing errors"""
    not_in_prose: Texts = ()
    """labels that count as no label where a teacher sees them in prose"""
    balance: float = Field(0.0, ge=0, le=1)
    """how much more rare labels weigh; 0 weighs all the same"""
    patience: int = Field(3, ge=0)
    """epochs without a better F1 after which training ends; 0 never ends it early"""
    mixed_precision: Literal["auto", "off", "float16", "bfloat16"] = "auto"
    """second type of the network's arithmetic next to float32; auto is float16 on a GPU"""

    @model_validator(mode="after")
    def _check_overlap(self) -> Self:
        room = (self.window - 2) // 2
        if self.overlap > room:
            raise ValueError(f"overlap {self.overlap}: expected 0 to {room} for a window of {self.window} word pieces")
        return self

    @property
    def window_size(self) -> WindowSize:
        return WindowSize(self.window, self.overlap)


class JobConfig(BaseModel):
    """The machine and the places of a training job on SageMaker."""

    model_config = ConfigDict(frozen=True, extra="forbid", use_attribute_docstrings=True)

    role: str = ""
    """ARN of the role of the job"""
    instance_type: str = "ml.g5.xlarge"
    """machine of the job"""
    place: str = ""
    """s3://BUCKET/PREFIX for code, states and model; next to the data if empty"""
    region: str | None = None
    """region of bucket and job; AWS's default if unset"""
    spot: bool = False
    """use spot machines, and resume after an interruption"""
    max_hours: float = Field(24.0, ge=0.1, le=672)
    """most hours of training; a spot job may wait for the same time in addition"""
    volume: int = Field(50, ge=1)
    """GB of the machine's disk"""
    image: str | None = None
    """your own training image, with the code in it"""
    tags: Texts = ()
    """NAME=VALUE tags of the job"""
    check_role: bool = True
    """ask IAM for the permissions of the role first"""


class TrainConfig(Recipe):
    """The whole configuration of `itemgraph train`, except the places of data and bundle."""

    name: ModelName = "products"
    """name of the model"""
    version: str = Field("0.1.0", min_length=1)
    """version of the model"""
    encoder: str = PACKAGED_ENCODER
    """packaged-minilm, a folder with a bundle or a BERT, DistilBERT or MPNet checkpoint, or a Hugging Face id"""
    format: str | None = None
    """how the labels are written; recognised if unset"""
    partial: Texts = ()
    """FILE or FILE=LABEL,LABEL: more texts, marked only with some labels"""
    teachers: Texts = ()
    """bundles whose mean probabilities label the training texts, in place of their own labels"""
    unlabelled: Texts = ()
    """files with more texts for the teachers; their labels, if any, are ignored"""
    soft: Texts = ()
    """folders of soft labels to learn from, `sample` windows of each in an epoch"""
    limit: int | None = Field(None, ge=1)
    """largest number of training texts, drawn by the seed"""
    precision: float | None = Field(None, ge=0, le=1)
    """choose each label's threshold so that this share of its spans is right; if unset, for the best F1 of all"""
    compact: bool = False
    """leave the SavedModel out of the bundle, as in the shipped model"""
    save_every: float = Field(120.0, ge=0)
    """seconds between two saved states"""
    checkpoints: str | None = None
    """folder of the saved state; next to the bundle if unset"""
    sagemaker: JobConfig = JobConfig()
    """the training job, if the training runs on SageMaker"""

    def recipe(self) -> Recipe:
        """Returns the part that decides what the network learns."""
        return Recipe(**{name: getattr(self, name) for name in Recipe.model_fields})
