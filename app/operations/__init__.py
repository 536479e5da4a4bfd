"""The one writer: each function takes the session, the actor and the facts."""
