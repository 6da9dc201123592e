"""One module a dataset of the sample city: `department` (its id) and `files(city, months)`.

Belongs here: what each file looks like, its dirt told in a docstring. Does not belong here: figures (`../city/`).
"""
