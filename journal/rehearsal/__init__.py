"""REHEARSE. What could go wrong with the migrations elsewhere than here, tried on temporary databases."""
