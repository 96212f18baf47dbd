"""Soleus Sense: counts heel raises and times every lowering."""
