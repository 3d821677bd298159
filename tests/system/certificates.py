"""Certificates for tests, made by openssl: signed by themselves, for one name of this machine, good for some days."""

import pathlib
import subprocess


def make_certificate(folder: pathlib.Path, name: str, days: int = 90) -> tuple[pathlib.Path, pathlib.Path]:
    """Certificate and key; each call makes new ones in the same two files."""
    certificate, key = folder / "certificate.pem", folder / "key.pem"
    subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes",
                    "-days", str(days), "-subj", f"/CN={name}", "-addext", f"subjectAltName=DNS:{name},IP:127.0.0.1",
                    "-keyout", key, "-out", certificate], check=True, capture_output=True)
    key.chmod(0o600)
    return certificate, key
