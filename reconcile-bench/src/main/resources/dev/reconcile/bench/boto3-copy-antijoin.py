"""Lists the bucket with boto3, copies the keys into a temporary table, and lets the database compare: the script one finds in wikis."""

import os
import resource
import time

import boto3
import psycopg
from botocore.config import Config

started = time.monotonic()
s3 = boto3.client("s3", endpoint_url=os.environ["ENDPOINT"], config=Config(s3={"addressing_style": "path"}))
with psycopg.connect("") as connection, connection.cursor() as cursor:
    cursor.execute("CREATE TEMPORARY TABLE listed (storage_key text NOT NULL)")
    objects = 0
    with cursor.copy("COPY listed FROM STDIN") as copy:
        for page in s3.get_paginator("list_objects_v2").paginate(Bucket=os.environ["BUCKET"]):
            for each in page.get("Contents", []):
                copy.write_row((each["Key"],))
                objects += 1
    cursor.execute("ANALYZE listed")
    cursor.execute(
        "SELECT count(*) FROM images i WHERE NOT EXISTS (SELECT 1 FROM listed l WHERE l.storage_key = i.storage_key)"
    )
    missing = cursor.fetchone()[0]
    cursor.execute(
        "SELECT count(*) FROM listed l WHERE NOT EXISTS (SELECT 1 FROM images i WHERE i.storage_key = l.storage_key)"
    )
    orphans = cursor.fetchone()[0]
    cursor.execute("SELECT count(*) FROM images")
    rows = cursor.fetchone()[0]
used = resource.getrusage(resource.RUSAGE_SELF)
print(
    f"RESULT rows={rows} objects={objects} missing={missing} orphans={orphans}"
    f" seconds={time.monotonic() - started:.3f} cpu={used.ru_utime + used.ru_stime:.3f} peak={used.ru_maxrss}"
)
