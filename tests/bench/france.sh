#!/bin/sh
# All of France, then three times as much, in the empty database of DATABASE_URL: what each page costs, then fifty people at once.
set -eu
cd "$(dirname "$0")/../.."
python=.venv/bin/python
export PYTHONWARNINGS=ignore

$python manage.py migrate --verbosity 0
$python manage.py charger_territoires >/dev/null
$python manage.py charger_referentiels >/dev/null
for fois in 1 2; do
    $python tests/bench/france.py "$fois"
    echo
    echo "$($python tests/bench/france.py --compter) (${DATABASE_URL%%:*})"
    echo
    $python tests/bench/pages.py
    [ "$fois" = 2 ] || { echo; $python tests/bench/matrice.py || manque=1; }
    [ "$fois" = 2 ] || { echo; $python tests/bench/exports.py || manque=1; }
    [ "$fois" = 2 ] || { echo; $python tests/bench/charge.py 60 || manque=1; }
done
exit "${manque:-0}"
