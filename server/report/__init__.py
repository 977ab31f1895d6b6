"""The report of a trajectory for its municipality: gathered once, told in many forms.

``document`` is what a report is, ``gathered`` fills it from the record, and each form
(page, PDF, DOCX, spreadsheet) is written from the document alone. What was said in
confidence, what coach and coordinator write to each other, and names of people never
come in, so that no form has to leave them out.
"""
