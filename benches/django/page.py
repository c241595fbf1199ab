"""The reference page: fifty movements with their next leg through the Django ORM, on the same
database. Installed and started by the benchmark itself; serves until it is killed."""
import os
import sys

from django.conf import settings
from django.core.wsgi import get_wsgi_application

settings.configure(
    DEBUG=False,
    ALLOWED_HOSTS=["*"],
    SECRET_KEY="for a benchmark on this machine only",
    ROOT_URLCONF=__name__,
    USE_TZ=True,
    DATABASES={"default": {
        "ENGINE": "django.db.backends.postgresql", "HOST": os.environ["BENCH_SOCKET"],
        "PORT": os.environ["BENCH_PORT"], "USER": "cordon_backup", "NAME": "cordon", "CONN_MAX_AGE": None,
    }},
    TEMPLATES=[{"BACKEND": "django.template.backends.django.DjangoTemplates", "OPTIONS": {
        "loaders": [("django.template.loaders.cached.Loader", [("django.template.loaders.locmem.Loader", {"list.html": """
<!doctype html><title>Movements</title><table><caption>{{ total }} movements</caption>
<tr><th>Ref<th>Codename<th>State<th>Leg<th>Departs<th>Arrives<th>Cover</tr>
{% for m in rows %}<tr><td><a href="/movements/{{ m.ref }}">{{ m.ref }}</a><td>{{ m.codename }}<td>{{ m.state }}
<td>{% with m.legs.all.0 as leg %}{{ leg.departure_text }} to {{ leg.arrival_text }}<td>{{ leg.departs_at|date:"D j M H:i" }}
<td>{{ leg.arrives_at|date:"D j M H:i" }}<td>{{ leg.posts_filled }}/{{ leg.posts_required }}{% endwith %}</tr>{% endfor %}</table>"""})])],
    }}],
)

import django  # noqa: E402

django.setup()

from django.db import models  # noqa: E402
from django.shortcuts import render  # noqa: E402
from django.urls import path  # noqa: E402


class Movement(models.Model):
    id = models.UUIDField(primary_key=True)
    ref = models.TextField()
    codename = models.TextField()
    state = models.TextField()
    starts_at = models.DateTimeField()
    is_void = models.BooleanField()

    class Meta:
        app_label = "bench"
        managed = False
        db_table = "movement"


class Leg(models.Model):
    id = models.UUIDField(primary_key=True)
    movement = models.ForeignKey(Movement, on_delete=models.DO_NOTHING, related_name="legs")
    number = models.IntegerField()
    departure_text = models.TextField()
    arrival_text = models.TextField()
    departs_at = models.DateTimeField()
    arrives_at = models.DateTimeField()
    posts_filled = models.IntegerField()
    posts_required = models.IntegerField()

    class Meta:
        app_label = "bench"
        managed = False
        db_table = "leg"
        ordering = ["number"]


def page(request):
    movements = Movement.objects.filter(is_void=False)
    rows = movements.order_by("-starts_at", "-id").prefetch_related("legs")[:50]
    return render(request, "list.html", {"rows": rows, "total": movements.count()})


urlpatterns = [path("movements", page)]
application = get_wsgi_application()

if __name__ == "__main__":
    from gunicorn.app.base import BaseApplication

    class Server(BaseApplication):
        def load_config(self):
            self.cfg.set("bind", f"127.0.0.1:{sys.argv[1]}")
            self.cfg.set("workers", 2)
            self.cfg.set("keepalive", 60)
            self.cfg.set("worker_class", "gthread")
            self.cfg.set("threads", 2)
            self.cfg.set("loglevel", "warning")

        def load(self):
            return application

    Server().run()
