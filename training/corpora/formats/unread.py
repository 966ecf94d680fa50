"""Names the formats that are known and not read, and says what to do instead.

Sources: docs.aws.amazon.com/comprehend/latest/dg/cer-annotation-csv.html; parquet.apache.org/docs/file-format;
learn.microsoft.com/azure/ai-services/language-service/custom-named-entity-recognition/concepts/data-formats.
"""

_AZURE = b'"projectFileVersion"'
_HEAD = 65_536
_COMPREHEND = {"File", "Begin Offset", "End Offset", "Type"}


def why_unread(data: bytes, first_line: str) -> str | None:
    """Returns what the file is and what to give instead, or None where the format is not one of these."""
    if data.startswith(b"PAR1"):
        return "this is Parquet; write its rows as JSON Lines with tokens and ner_tags, the tags by name"
    if {cell.strip(' "\r') for cell in first_line.split(",")} >= _COMPREHEND:
        return (
            "this is Amazon Comprehend's csv of annotations, whose texts are in other files; "
            "give an augmented manifest, or JSON Lines with text and spans"
        )
    if _AZURE in data[:_HEAD]:
        return (
            "this is an Azure Language project, whose texts are in other files; give JSON Lines with text and spans, "
            "each from offset to offset + length"
        )
    return None
