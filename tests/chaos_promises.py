"""What a database must hold once everything has come to rest, as SQL."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Promise:
    """`query` gives the rows that break it; `fault` breaks it, to see that found."""

    sentence: str
    query: str
    fault: str

    def __str__(self):
        return self.sentence


PROMISES = [
    Promise(
        "every document is ready",
        """
        SELECT id, status, error_code, error_detail FROM library_document
        WHERE status <> 'ready'""",
        "UPDATE library_document SET status = 'failed', error_code = 'x'",
    ),
    Promise(
        "no run is open, and each document shows one that is done",
        """
        SELECT d.id, r.state FROM library_document d
        LEFT JOIN library_processingrun r ON r.id = d.current_run_id
        WHERE r.state IS DISTINCT FROM 'done' OR EXISTS (
            SELECT FROM library_processingrun o
            WHERE o.document_id = d.id AND o.state IN ('queued', 'running'))""",
        """
        UPDATE library_processingrun SET state = 'running' WHERE id = (
            SELECT min(current_run_id) FROM library_document)""",
    ),
    Promise(
        "each document has a complete reading",
        """
        SELECT d.id FROM library_document d
        LEFT JOIN library_textversion t
            ON t.id = d.current_text_id AND t.document_id = d.id
        WHERE t.completed_at IS NULL""",
        "UPDATE library_textversion SET completed_at = NULL",
    ),
    Promise(
        "each page of a reading is there once, from the first to the last",
        """
        SELECT d.id, count(p.id), max(p.number) FROM library_document d
        LEFT JOIN library_page p ON p.text_version_id = d.current_text_id
        GROUP BY d.id
        HAVING count(p.id) <> d.page_count
            OR min(p.number) <> 1 OR max(p.number) <> d.page_count""",
        "DELETE FROM library_page WHERE number = 1",
    ),
    Promise(
        "each document has passages",
        """
        SELECT d.id FROM library_document d WHERE NOT EXISTS (
            SELECT FROM library_passage p WHERE p.document_id = d.id)""",
        "DELETE FROM library_passage",
    ),
    Promise(
        "no place of a document is in two passages",
        """
        SELECT document_id, spans, count(*) FROM library_passage
        GROUP BY document_id, spans HAVING count(*) > 1""",
        """
        INSERT INTO library_passage (text_version_id, document_id, library_id,
            ordinal, heading, text, first_page, last_page, spans)
        SELECT text_version_id, document_id, library_id, 99000000, '', 'Other text.',
            first_page, last_page, spans FROM library_passage LIMIT 1""",
    ),
    Promise(
        "no text of a document is in two passages",
        """
        SELECT document_id, count(*) FROM library_passage
        GROUP BY document_id, text HAVING count(*) > 1""",
        """
        INSERT INTO library_passage (text_version_id, document_id, library_id,
            ordinal, heading, text, first_page, last_page, spans)
        SELECT text_version_id, document_id, library_id, 99000000, '', text,
            first_page, last_page, '[[1, 0, 1]]' FROM library_passage LIMIT 1""",
    ),
    Promise(
        "no page is without a passage",
        """
        SELECT d.id, p.number FROM library_document d
        JOIN library_page p ON p.text_version_id = d.current_text_id
        WHERE p.text <> '' AND NOT EXISTS (
            SELECT FROM library_passage s WHERE s.document_id = d.id
            AND p.number BETWEEN s.first_page AND s.last_page)""",
        "DELETE FROM library_passage WHERE 2 BETWEEN first_page AND last_page",
    ),
    Promise(
        "no passage of an older reading is left",
        """
        SELECT p.id FROM library_passage p
        JOIN library_document d ON d.id = p.document_id
        WHERE p.text_version_id IS DISTINCT FROM d.current_text_id""",
        "UPDATE library_document SET current_text_id = NULL",
    ),
    Promise(
        "each passage has one vector, and its words",
        """
        SELECT p.id, count(e.id) FROM library_passage p
        LEFT JOIN library_embedding e ON e.passage_id = p.id AND e.space_id = 1
        GROUP BY p.id HAVING count(e.id) <> 1 OR p.search IS NULL""",
        """
        DELETE FROM library_embedding
        WHERE id = (SELECT min(id) FROM library_embedding)""",
    ),
    Promise(
        "each document has one summary of its reading",
        """
        SELECT d.id, count(s.id) FROM library_document d
        LEFT JOIN library_summary s ON s.document_id = d.id
        GROUP BY d.id HAVING count(s.id) <> 1""",
        """
        DELETE FROM library_summary
        WHERE id = (SELECT id FROM library_summary LIMIT 1)""",
    ),
    Promise(
        "each stored file belongs to a document",
        """
        SELECT f.name FROM library_storedfile f WHERE f.state <> 'stored'
        OR NOT EXISTS (SELECT FROM library_document d WHERE d.stored_file_id = f.id)""",
        """
        INSERT INTO library_storedfile (sha256, name, size, state)
        VALUES ('00', 'pdfs/00/00.pdf', 1, 'stored')""",
    ),
]
