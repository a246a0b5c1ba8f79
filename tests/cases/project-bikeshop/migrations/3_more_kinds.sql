alter type bike_kind add value 'gravel' before 'mtb';
alter type bike_kind add value 'e-bike';
