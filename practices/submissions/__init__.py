"""Proposals and corrections that anybody sends in through a public form, step by step and without an account.

They are never public and in no count. An editor accepts one, which makes a draft or a working copy, or declines it.
"""
