"""Records for reference managers: RIS, BibTeX and CSL JSON.

An entry of the catalogue is a web page with a corporate author. That is the type which Zotero, EndNote, Mendeley,
JabRef and every citation style know what to do with: they print institution, date, title, catalogue, address and date
of access. 'Entry in an encyclopaedia' would sound closer, but styles then print 'In:' and look for editors; and
'report' is what most entries rest on, so the two should not look alike in a library.

Each format has a writer for an entry, and one for a document that it rests on. A file of one practice holds the entry
and all its documents, as whoever cites what is reported should cite the report, too. A list holds entries alone: fifty
practices would bring the same five reports fifty times.

Uses the models and the vocabularies alone.
"""
