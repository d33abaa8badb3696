"""How many tokens a text has, by the endpoint's own count where it counts."""

from tui.authoring.drafting.endpoint import Endpoint

_SECONDS = 20.0


async def count_tokens(endpoint: Endpoint, text: str) -> int | None:
    """Return the tokens of `text` as the endpoint's model counts them, or None where it does not count or answer.

    Whoever asks falls back on an estimate, so nothing that goes wrong here is an error.
    """
    if not text:
        return 0
    import anthropic
    import httpx2

    try:
        counted = await endpoint.client.with_options(timeout=_SECONDS).messages.count_tokens(
            model=endpoint.profile.model, messages=[{"role": "user", "content": text}]
        )
    except (anthropic.AnthropicError, httpx2.HTTPError, TypeError):  # without credentials the SDK raises TypeError
        return None
    return counted.input_tokens or None
