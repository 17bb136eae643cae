from pdfsum.accounts.models.api_keys import ApiKey, Scope
from pdfsum.accounts.models.setup_tokens import SetupToken
from pdfsum.accounts.models.users import User

__all__ = ["ApiKey", "Scope", "SetupToken", "User"]
