"""Statistics on plain numbers: no Django, no rows, no input or output.

Every public function takes counts and returns a number or a small frozen result. None means
"cannot say"; it goes in and comes out as None and is never replaced by 0.
"""
