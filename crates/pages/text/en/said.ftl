# Words of this part of the pages; the keys begin with its name.
