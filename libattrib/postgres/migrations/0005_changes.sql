-- Numbers what happens to the tables; a number is drawn in the transaction that changes them, under
-- the lock that all who change them take, so that they come in the order of the commits.
create sequence attrib_change;
