"""`python -m soleus_sense` is `soleus`."""

from soleus_sense.cli import main

if __name__ == "__main__":
    main()
