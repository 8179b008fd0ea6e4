"""Pages looked at again are not set again; what was not looked at for long makes room."""

from daoan.edge.documents.looked_at import PageCache


def test_pages_are_made_once_and_the_oldest_make_room() -> None:
    kept, made = PageCache(most_bytes=10), []

    def look(source: str) -> list[bytes]:
        return kept.pages(source, lambda: made.append(source) or [source.encode() * 4])

    assert look("a") == look("a") == [b"aaaa"]
    look("b")
    look("a")
    look("c")  # there is room for two: "b" goes, which was not looked at for longest
    look("a")
    assert made == ["a", "b", "c"]
    look("b")
    assert made == ["a", "b", "c", "b"]
