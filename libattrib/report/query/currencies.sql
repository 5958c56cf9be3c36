-- One row a currency that there are conversions in, whenever.
select distinct currency
from mart_channel_daily
