"""The pages of a release and every IRI in every form, as pure functions of an opened release: no socket, no clock."""
