import pytest

from tests.devices.office import Office, open_office


@pytest.fixture
def office(db: None) -> Office:
    return open_office()
