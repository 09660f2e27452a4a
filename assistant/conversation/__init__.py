"""Conversations: what was said before, and what somebody means who builds on it.

``memory`` keeps conversations for a while, ``cues`` recognises follow-ups by their words
(``cues.toml``), ``resolve`` says what is meant, and ``say`` what a conversation itself answers.
"""

from assistant.conversation.memory import Conversation, Conversations, Exchange

__all__ = ["Conversation", "Conversations", "Exchange"]
