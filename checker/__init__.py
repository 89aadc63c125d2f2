"""Check what an organisation says, does and can prove against GDPR, HIPAA and PCI DSS."""

__version__ = "0.1.0"
