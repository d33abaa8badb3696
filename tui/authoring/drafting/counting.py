"""How many tokens a text has, by the endpoint's own count where it counts."""

from tui.authoring.drafting.capabilities import UNKNOWN_ROUTE
from tui.authoring.drafting.endpoint import Endpoint

_SECONDS = 20.0


async def count_tokens(endpoint: Endpoint, text: str) -> int | None:
    """Return the tokens of `text` as the endpoint's model counts them, or None where it does not count or answer.

    Whoever asks falls back on an estimate, so nothing that goes wrong here is an error.
    """
    if not text:
        return 0
    stated = endpoint.profile.capabilities.stated
    if not endpoint.capabilities.token_counting and ("token_counting" in endpoint.learnt or "token_counting" in stated):
        return None  # a table alone is no reason not to ask: servers learn
    import anthropic
    import httpx2

    try:
        counted = await endpoint.client.with_options(timeout=_SECONDS).messages.count_tokens(
            model=endpoint.profile.model, messages=[{"role": "user", "content": text}]
        )
    except anthropic.APIStatusError as error:
        if error.status_code in UNKNOWN_ROUTE:
            endpoint.learnt["token_counting"] = False
        return None
    except (anthropic.AnthropicError, httpx2.HTTPError, TypeError):  # without credentials the SDK raises TypeError
        return None
    endpoint.learnt["token_counting"] = True
    return counted.input_tokens or None
