"""Typed settings from the environment; production refuses what only a trial may have."""

from __future__ import annotations

import os
import secrets
import shlex
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

ROOT = Path(__file__).resolve().parent
KEY_NAMES = ("SECRET_KEY", "FIELD_KEY", "INDEX_KEY", "CLUE_KEY", "AUDIT_KEY")
SHORTEST_KEY = 32
# Connections are opened as threads ask for them: a server of four threads opens four.
POOL = 20
MAX_UPLOAD = 50 * 1024 * 1024
# Evidence comes as several photographs; only who is signed in may send so much at once.
MAX_TOGETHER = 8 * MAX_UPLOAD
FORM_ROOM = 1024 * 1024
LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})
# A request waits for the outside seal no longer than the server lets it.
LONGEST_SEAL = 45
NARROWEST_SEAL, WIDEST_SEAL = 42.0, 45.0
FONT_NAMES = ("FANGSONG", "KAI", "HEI", "XIAOBIAOSONG", "SONG")


class BadSettings(RuntimeError):
    """The environment asks for something that would not be safe to serve."""


@dataclass(frozen=True)
class Agency:
    """Names and marks printed on papers (代字 are local, so they are settings)."""

    name: str = "中共海兴县纪律检查委员会"
    office: str = "海兴县纪委监委党风政风监督室"
    mark_circular: str = "海纪通"
    mark_supervision: str = "海纪督"
    mark_assignment: str = "海纪交"
    mark_transfer: str = "海纪转"
    mark_rejection: str = "海民不受"
    mark_livelihood: str = "海民交"
    mark_rectification: str = "海纪改"
    mark_notice: str = "海纪告"
    mark_reply: str = "海纪复"
    mark_proposal: str = "海纪建"
    mark_minutes: str = "海纪要"
    mark_report: str = "海纪报"
    mark_publicity: str = "海纪示"
    county: str = "海兴县"


@dataclass(frozen=True)
class PaperTrust:
    """What the office puts on an issued paper beside its text; empty is off."""

    # A PKCS#12 file with the office's key and certificate, and its password.
    sign_p12: str = ""
    sign_password: str = field(default="", repr=False)
    # A command that takes the PDF on standard input and gives the sealed one back.
    seal_command: str = ""
    seal_seconds: int = 30
    # A PNG of the seal, printed only where a second person allowed it; its width in millimetres.
    seal_image: str = ""
    seal_mm: float = 42.0


@dataclass(frozen=True)
class Settings:
    """Everything that may differ between two installations."""

    env: str
    database_url: str
    migrate_database_url: str
    public_database_url: str
    secret_key: str
    field_key: str
    index_key: str
    clue_key: str
    audit_key: str
    var_dir: Path
    public_url: str
    audience: str
    demo_password: str
    redis_url: str
    trusted_hosts: tuple[str, ...]
    debug: bool
    proxy_hops: int
    fonts: Mapping[str, str]
    agency: Agency = field(default_factory=Agency)
    paper_trust: PaperTrust = field(default_factory=PaperTrust)
    # Where short messages go; empty is off, and the key signs every one.
    sms_webhook_url: str = ""
    sms_webhook_key: str = field(default="", repr=False)

    @property
    def production(self) -> bool:
        """Tell whether real records are kept here."""
        return self.env == "production"

    @property
    def files_dir(self) -> Path:
        """Return the folder of the content-addressed store."""
        return self.var_dir / "files"

    def flask(self, audience: str = "office") -> dict[str, Any]:
        """Return the settings in the names Flask and its extensions read."""
        own = self.public_database_url if audience == "public" else ""
        return {
            "VX": self,
            "SECRET_KEY": self.secret_key,
            "SQLALCHEMY_DATABASE_URI": own or self.database_url,
            "SQLALCHEMY_ENGINE_OPTIONS": engine_options(own or self.database_url),
            "FAB_CREATE_DB": False,
            "FAB_UPDATE_PERMS": False,
            "FAB_ADD_MENU_API": False,
            "FAB_ADD_OPENAPI_VIEWS": False,
            "FAB_ADD_SECURITY_VIEWS": True,
            "FAB_API_SWAGGER_UI": False,
            "BABEL_DEFAULT_LOCALE": "zh",
            "BABEL_DEFAULT_TIMEZONE": "Asia/Shanghai",
            "BABEL_TRANSLATION_DIRECTORIES": str(ROOT / "app" / "translations"),
            "LANGUAGES": {"zh": {"flag": "cn", "name": "简体中文"}},
            "MAX_CONTENT_LENGTH": MAX_UPLOAD + FORM_ROOM,
            "MAX_FORM_MEMORY_SIZE": 4 * 1024 * 1024,
            "SESSION_COOKIE_NAME": "vx_office",
            "SESSION_COOKIE_HTTPONLY": True,
            "SESSION_COOKIE_SAMESITE": "Lax",
            "SESSION_COOKIE_SECURE": self.production,
            "TRUSTED_HOSTS": list(self.trusted_hosts) or None,
            "WTF_CSRF_TIME_LIMIT": None,
            "RATELIMIT_ENABLED": False,
            "SEND_FILE_MAX_AGE_DEFAULT": 31536000,
            "DEBUG": self.debug,
        }


def engine_options(url: str) -> dict[str, Any]:
    """Return how the engine works: values in no message, a connection for each busy thread."""
    options: dict[str, Any] = {"hide_parameters": True}
    # A database in memory has one connection and takes no size.
    return options if url == "sqlite://" else {**options, "pool_size": POOL}


def trial_keys(var_dir: Path) -> dict[str, str]:
    """Return the trial's random keys, made once and kept beside the trial's data."""
    path = var_dir / "trial.keys"
    if not path.exists():
        var_dir.mkdir(parents=True, exist_ok=True)
        lines = [f"{name}={secrets.token_urlsafe(48)}" for name in KEY_NAMES]
        temporary = path.with_name(f"trial.keys.{os.getpid()}")
        temporary.write_text("\n".join(lines) + "\n")
        temporary.chmod(0o600)
        try:
            os.link(temporary, path)
        except FileExistsError:
            pass
        finally:
            temporary.unlink()
    return dict(line.split("=", 1) for line in path.read_text().splitlines() if "=" in line)


def load(environ: Mapping[str, str] | None = None, **overrides: Any) -> Settings:
    """Read the environment; raise BadSettings for what may not be served."""
    env = dict(os.environ if environ is None else environ)
    var_dir = Path(env.get("VAR_DIR") or ROOT / "var")
    kind = env.get("ENV") or "trial"
    keys = {name: env.get(name, "") for name in KEY_NAMES}
    if kind != "production" and not all(keys.values()):
        keys = {name: keys[name] or key for name, key in trial_keys(var_dir).items()}
    database_url = env.get("DATABASE_URL") or f"sqlite:///{var_dir / 'voice.db'}"
    values: dict[str, Any] = {
        "env": kind,
        "database_url": database_url,
        "migrate_database_url": env.get("MIGRATE_DATABASE_URL") or database_url,
        # Empty where the public door shares the office's role.
        "public_database_url": env.get("PUBLIC_DATABASE_URL") or "",
        **{name.lower(): key for name, key in keys.items()},
        "var_dir": var_dir,
        "public_url": (env.get("PUBLIC_URL") or "http://127.0.0.1:8080").rstrip("/"),
        "audience": env.get("AUDIENCE") or "all",
        "demo_password": env.get("DEMO_PASSWORD", ""),
        "redis_url": env.get("REDIS_URL", ""),
        "trusted_hosts": tuple(h for h in env.get("TRUSTED_HOSTS", "").split(",") if h),
        "debug": env.get("DEBUG", "") in {"1", "true"} or env.get("FLASK_DEBUG", "") == "1",
        "proxy_hops": hops(env.get("PROXY_HOPS", "")),
        "sms_webhook_url": env.get("SMS_WEBHOOK_URL", ""),
        "sms_webhook_key": env.get("SMS_WEBHOOK_KEY", ""),
        "fonts": {n: env[f"FONT_{n}"] for n in FONT_NAMES if env.get(f"FONT_{n}")},
        "agency": agency(env),
        "paper_trust": paper_trust(env),
    }
    settings = Settings(**{**values, **overrides})
    check(settings)
    return settings


def agency(env: Mapping[str, str]) -> Agency:
    """Read AGENCY_NAME, AGENCY_OFFICE and every AGENCY_MARK_*; empty keeps the default."""
    names = [one.name for one in fields(Agency) if one.name != "county"]
    given = {name: env.get(f"AGENCY_{name.upper()}") for name in names}
    return Agency(**{name: value for name, value in given.items() if value})


def paper_trust(env: Mapping[str, str]) -> PaperTrust:
    """Read what stands behind papers; raise BadSettings for a number that is none."""
    try:
        seconds = int(env.get("PAPER_SEAL_SECONDS") or 30)
        width = float(env.get("AGENCY_SEAL_MM") or 42)
    except ValueError as error:
        raise BadSettings("PAPER_SEAL_SECONDS、AGENCY_SEAL_MM 要写数字。") from error
    if not 1 <= seconds <= LONGEST_SEAL:
        raise BadSettings(f"PAPER_SEAL_SECONDS 只能是 1 到 {LONGEST_SEAL}。")
    # 国发〔1999〕25号: a county's seal is 4.2 cm wide, none is wider than 4.5 cm.
    if not NARROWEST_SEAL <= width <= WIDEST_SEAL:
        raise BadSettings("AGENCY_SEAL_MM 是印章的直径，只能是 42 到 45（毫米）。")
    command = env.get("PAPER_SEAL_COMMAND", "").strip()
    try:
        shlex.split(command)
    except ValueError as error:
        raise BadSettings("PAPER_SEAL_COMMAND 的引号不成对。") from error
    return PaperTrust(
        sign_p12=env.get("PAPER_SIGN_P12", ""),
        sign_password=env.get("PAPER_SIGN_PASSWORD", ""),
        seal_command=command,
        seal_seconds=seconds,
        seal_image=env.get("AGENCY_SEAL", ""),
        seal_mm=width,
    )


def hops(text: str) -> int:
    """Return how many reverse proxies stand before the server; raise BadSettings."""
    if text and not (text.isascii() and text.isdecimal() and int(text) < 10):
        raise BadSettings("PROXY_HOPS 是服务前面反向代理的层数，只能是 0 到 9。")
    return int(text or 0)


def check(settings: Settings) -> None:
    """Raise BadSettings unless these settings may be served."""
    if settings.env not in {"trial", "production"}:
        raise BadSettings("ENV 只能是 trial（试用）或 production（正式）。")
    if settings.audience not in {"all", "office", "public"}:
        raise BadSettings("AUDIENCE 只能是 all、office 或 public。")
    check_gateway(settings)
    if settings.production:
        check_keys(settings)
        check_production(settings)


def check_gateway(settings: Settings) -> None:
    """Raise BadSettings for a gateway that messages could not safely be sent to."""
    if not settings.sms_webhook_url:
        return
    try:
        parts = urlsplit(settings.sms_webhook_url)
        known = parts.scheme in {"http", "https"} and parts.hostname and parts.port != 0
    except ValueError:
        known = False
    if not known or parts.username is not None:
        raise BadSettings("SMS_WEBHOOK_URL 要写成 https://主机/路径。")
    if settings.production and parts.scheme == "http" and parts.hostname not in LOOPBACK:
        raise BadSettings("正式环境的 SMS_WEBHOOK_URL 要用 https（网关在本机时可以用 http）。")
    if len(settings.sms_webhook_key) < SHORTEST_KEY:
        raise BadSettings(f"设了 SMS_WEBHOOK_URL，SMS_WEBHOOK_KEY 至少要 {SHORTEST_KEY} 个字符。")


def check_keys(settings: Settings) -> None:
    """Raise BadSettings for a missing, short or repeated key."""
    keys = {name: getattr(settings, name.lower()) for name in KEY_NAMES}
    for name, value in keys.items():
        if any(len(part) < SHORTEST_KEY for part in value.split(",")):
            raise BadSettings(f"正式环境必须设置 {name}，每个密钥至少 {SHORTEST_KEY} 个字符。")
    if len(set(keys.values())) < len(keys):
        raise BadSettings("五个密钥必须各不相同。")


def check_production(settings: Settings) -> None:
    """Raise BadSettings for what only a trial may have."""
    if not settings.trusted_hosts:
        raise BadSettings("正式环境必须设置 TRUSTED_HOSTS（允许访问的主机名，用逗号分开）。")
    if settings.debug:
        raise BadSettings("正式环境不能打开 DEBUG。")
