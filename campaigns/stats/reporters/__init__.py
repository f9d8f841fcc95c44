"""What can be said of installs that several reporters counted, each some of them."""
