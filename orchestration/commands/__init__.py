"""The commands of `sti`, one module a group. They call the other packages and show the answer."""
