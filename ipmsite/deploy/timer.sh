#!/bin/sh
# What timers do where there is no systemd: alerts every ten minutes, and once a day the night and
# a backup, of which seven days are kept.
while :; do
    today=$(date +%F)
    if [ "$today" != "$judged" ]; then
        .venv/bin/python manage.py nightly && judged=$today
    fi
    if [ "$today" != "$saved" ]; then
        .venv/bin/python manage.py backup "/var/lib/permille/permille-$(date +%u).tar.gz" && saved=$today
    fi
    .venv/bin/python manage.py send_alerts
    sleep 600
done
