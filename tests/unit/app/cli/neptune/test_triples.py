"""RDF in files of whole lines."""

from hypothesis import given
from hypothesis import strategies as st

from app.cli.neptune.triples import cut_lines

lines = st.lists(st.binary(max_size=9).filter(lambda line: b"\n" not in line).map(lambda line: line + b"\n"))


@given(lines, st.integers(1, 30), st.integers(1, 7))
def test_parts_are_whole_lines_and_lose_nothing(lines: list[bytes], size: int, chunk: int) -> None:
    whole = b"".join(lines)
    parts = list(cut_lines((whole[at : at + chunk] for at in range(0, len(whole), chunk)), size))
    assert b"".join(content for _, content in parts) == whole
    assert all(content.endswith(b"\n") for _, content in parts)
    assert [name for name, _ in parts] == [f"triples/part-{n:05}.nt" for n in range(len(parts))]
    longest = max(map(len, lines), default=0)
    assert all(size - longest < len(content) < size + chunk + longest for _, content in parts[:-1])
