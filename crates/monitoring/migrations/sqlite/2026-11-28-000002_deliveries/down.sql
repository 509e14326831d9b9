DROP TABLE channel_states;
DROP TABLE deliveries;
