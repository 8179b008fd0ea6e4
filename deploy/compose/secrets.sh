#!/usr/bin/env bash
# Draws the secrets that compose.yaml names, once; what is there stays. With a certificate of the city's own, put
# tls-certificate.pem and tls-key.pem there first; else one for DAOAN_HOSTNAME signed by itself is made, for a trial.
#   DAOAN_HOSTNAME=daoan.example.org bash deploy/compose/secrets.sh
set -euo pipefail
cd "$(dirname "$0")"
umask 077
mkdir -p secrets
draw() { head -c 32 /dev/urandom | od -An -tx1 | tr -d ' \n'; }
[ -s secrets/database-password ] || draw > secrets/database-password
[ -s secrets/database-url ] || printf 'postgresql://daoan:%s@database:5432/daoan' "$(cat secrets/database-password)" > secrets/database-url
[ -s secrets/passphrase ] || draw > secrets/passphrase
if [ ! -s secrets/tls-certificate.pem ] || [ ! -s secrets/tls-key.pem ]; then
    name="${DAOAN_HOSTNAME:?the name that people reach the console by}"
    openssl req -x509 -newkey rsa:3072 -nodes -days 30 -subj "/CN=$name" -addext "subjectAltName=DNS:$name" \
        -keyout secrets/tls-key.pem -out secrets/tls-certificate.pem 2>/dev/null
    echo "! tls-certificate.pem is signed by itself, for 30 days: for a trial only · 自签名证书，仅供试用" >&2
fi
# The folder keeps others out; the files must be read by the users inside the containers, who are nobody on this machine.
chmod 0700 secrets
chmod 0444 secrets/*
echo "secrets 密钥文件: $PWD/secrets. Keep a copy of passphrase elsewhere: without it no key comes back from a backup." >&2
