"""What holds on to a repository until it is closed."""

from abc import ABC, abstractmethod
from typing import Self


class Closing(ABC):
    """Used as a context manager, it is closed at the end."""

    @abstractmethod
    def close(self) -> None:
        """Let go of what it holds; it can be used no more."""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exception: object) -> None:
        self.close()
