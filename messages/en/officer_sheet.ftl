# An officer's papers on paper: /officers/{ref}/print

officer-sheet-link = Print papers
officer-sheet-post = Present post
officer-sheet-permits = Permits to carry
officer-sheet-permits-none = No permit is recorded.
officer-sheet-paper = Paper
officer-sheet-validity = Valid
officer-sheet-certificate = Certificate, issued by
officer-sheet-verified = Verified by
officer-sheet-unverified = not verified
officer-sheet-since = since
officer-sheet-languages = Languages
