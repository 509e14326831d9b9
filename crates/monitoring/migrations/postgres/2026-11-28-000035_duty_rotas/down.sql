DROP TABLE duty_rotas;
