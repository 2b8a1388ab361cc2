"""Facts, norms, readings, weighing, repair and the opinion. Pure: values in, values out."""
