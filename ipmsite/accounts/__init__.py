"""A second factor, passkeys and single sign-on, where the settings ask for them."""
