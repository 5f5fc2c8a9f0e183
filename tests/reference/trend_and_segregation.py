"""Values behind the tests of groups/trend, groups/segregation and groups/composition: the logistic fit with 50 digits, and the segregation
indices and exact tests by listing every allocation with exact fractions. Prints what the tests hold.

    python tests/reference/trend_and_segregation.py
"""

from mpmath import *
mp.dps=50
def logit_fit(x,n,w):
    a=mpf(0);b=mpf(0)
    w=[mpf(v) for v in w]
    m=sum(x);N=sum(n);wb=sum(ni*wi for ni,wi in zip(n,w))/N
    a=log(mpf(m)/(N-m))
    for it in range(200):
        pi=[1/(1+exp(-(a+b*(wi-wb)))) for wi in w]
        s0=sum(xi-ni*p for xi,ni,p in zip(x,n,pi)); s1=sum((wi-wb)*(xi-ni*p) for xi,ni,p,wi in zip(x,n,pi,w))
        W=[ni*p*(1-p) for ni,p in zip(n,pi)]
        i0=sum(W);i1=sum(v*(wi-wb) for v,wi in zip(W,w));i2=sum(v*(wi-wb)**2 for v,wi in zip(W,w))
        d=i0*i2-i1*i1
        da=(i2*s0-i1*s1)/d; db=(i0*s1-i1*s0)/d
        f=1
        while max(abs(da*f),abs(db*f)*max(abs(wi-wb) for wi in w))>2: f/=2
        a+=da*f;b+=db*f
        if abs(da)+abs(db)<mpf(10)**-45: break
    pi=[1/(1+exp(-(a+b*(wi-wb)))) for wi in w]
    P=mpf(m)/N
    ll=sum((xi*log(p) if xi else 0)+((ni-xi)*log(1-p) if ni-xi else 0) for xi,ni,p in zip(x,n,pi))
    l0=m*log(P)+(N-m)*log(1-P)
    return b, sqrt(i0/d), 2*(ll-l0)
for x,n,w in [([1,0,3],[10,7,9],[2019,2020,2024]),([123456,123490,123500,123777],[10**9,10**9,10**9,10**9],[1,2,3,4]),([0,1,0,0,5],[4,4,4,4,5],[0,0.5,1.5,4,100]),([999,1000,997],[1000,1001,1000],[1,2,4]),([0,2,1],[5,1000000,3],[0,1,1000]),([3,3,4],[10,10,13],[0,1,2])]:
    r=logit_fit(x,n,w); print(x,n,w,[nstr(v,20) for v in r])

from fractions import Fraction as Fr
from math import comb, factorial
from itertools import product
# expected segregation by enumeration of all allocations, exact weights, mpmath logs
from mpmath import mp, mpf, log, nstr
mp.dps=40
def allocations(units, groups):
    # matrices with given margins, weight = prod multinomials
    K=len(groups)
    def rec(i,left):
        if i==len(units)-1:
            if sum(left)==units[i]: yield [tuple(left)]
            return
        def rows(k,need):
            if k==K-1:
                if need<=left[k]: yield (need,)
                return
            for a in range(min(left[k],need)+1):
                for r in rows(k+1,need-a): yield (a,)+r
        for r in rows(0,units[i]):
            for rest in rec(i+1,[l-a for l,a in zip(left,r)]): yield [r]+rest
    for m in rec(0,list(groups)):
        w=Fr(1)
        for row in m:
            for v in row: w/=factorial(v)
        yield m,w
def idx(m,units,groups):
    N=sum(units);K=len(groups)
    I=sum(Fr(g,N)*(1-Fr(g,N)) for g in groups)
    D=sum(abs(Fr(m[i][k])-Fr(units[i]*groups[k],N)) for i in range(len(units)) for k in range(K))/(2*N*I)
    R=sum((Fr(m[i][k])-Fr(units[i]*groups[k],N))**2/units[i] for i in range(len(units)) for k in range(K))/(N*I)
    E=-sum(mpf(g)/N*log(mpf(g)/N) for g in groups)
    H=sum(m[i][k]*log(mpf(m[i][k])*N/(units[i]*groups[k])) for i in range(len(units)) for k in range(K) if m[i][k])/(N*E)
    iso=sum(Fr(m[i][0]**2,units[i]*groups[0]) for i in range(len(units)))
    ex=sum(Fr(m[i][0]*m[i][1],units[i]*groups[0]) for i in range(len(units)))
    return [H,mpf(D.numerator)/D.denominator,mpf(R.numerator)/R.denominator,mpf(iso.numerator)/iso.denominator,mpf(ex.numerator)/ex.denominator]
for obs in ([(3,9),(0,9),(5,3)],[(2,1,3),(0,4,1),(3,0,2)]):
    units=[sum(r) for r in obs]; groups=[sum(c) for c in zip(*obs)]
    tot=Fr(0);acc=[mpf(0)]*5; o=idx(obs,units,groups); tail=[mpf(0)]*5
    for m,w in allocations(units,groups):
        v=idx(m,units,groups); wf=mpf(w.numerator)/w.denominator; tot+=w
        for j in range(5):
            acc[j]+=wf*v[j]
            if (v[j]>=o[j]-mpf(10)**-30) if j<4 else (v[j]<=o[j]+mpf(10)**-30): tail[j]+=wf
    t=mpf(tot.numerator)/tot.denominator
    print(obs); 
    for nm,a,b,c in zip(['H','D','R','iso','exp'],o,acc,tail): print(nm,nstr(a,18),nstr(b/t,18),nstr(c/t,18))
# Sison Glaz direct? composition exact
def comp(x,pi):
    n=sum(x);k=len(x)
    def P(t):
        w=Fr(factorial(n))
        for a,p in zip(t,pi): w=w*p**a/factorial(a)
        return w
    def X(t): return sum((a-n*p)**2/(n*p) for a,p in zip(t,pi))
    def rec(k,n):
        if k==1: yield (n,); return
        for a in range(n+1):
            for r in rec(k-1,n-a): yield (a,)+r
    po=P(x);xo=X(x);r=[Fr(0)]*3
    for t in rec(k,n):
        p=P(t)
        if p<=po: r[0]+=p;r[1]+=p
        if p==po: r[1]-=p/2
        if X(t)>=xo: r[2]+=p
    return [nstr(mpf(v.numerator)/v.denominator,18) for v in r]
print(comp((1,2,9,0),[Fr(1,10),Fr(2,10),Fr(3,10),Fr(4,10)]))
print(comp((0,0,12),[Fr(1,10),Fr(3,10),Fr(6,10)]))
print(comp((30,0),[Fr(1,10),Fr(9,10)]))
