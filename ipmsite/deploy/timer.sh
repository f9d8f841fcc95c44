#!/bin/sh
# What timers do where there is no systemd: alerts every ten minutes, and the night once a day.
while :; do
    today=$(date +%F)
    if [ "$today" != "$judged" ]; then
        .venv/bin/python manage.py nightly && judged=$today
    fi
    .venv/bin/python manage.py send_alerts
    sleep 600
done
