//! temporary
#![allow(missing_docs)]
use crate::gray::Gray;
use crate::sight::{Corners,Point};
use crate::symbol::{self, layout::Layout};
pub fn oracle(luma:&[u8],w:u32,h:u32,quad:[[f32;2];4],version:usize)->(f32,Option<(String,f32)>,f64) {
    let g=Gray::new(luma,w as usize,h as usize);
    let c:Corners=quad.map(|p|Point{x:p[0],y:p[1]});
    let l=Layout::of(version).unwrap();
    let t=crate::cpu();
    let f=crate::grid::refine(&g,&c,l,4);
    let mut s=crate::grid::sample(&g,&f.corners,l.size);
    if f.fit<0.0 { for v in &mut s {*v=255.0-*v;} }
    let r=symbol::soft_variants(l,&s).enumerate().find_map(|(i,v)|symbol::read(&v).map(|r|(format!("{}|{}",i,r.text),r.evidence)));
    (f.fit,r,crate::cpu()-t)
}
/// which finder are found, per variant
pub fn recall(luma:&[u8],w:u32,h:u32,quad:[[f32;2];4],version:usize,variant:&str)->(usize,usize,f64,usize) {
    let g=Gray::new(luma,w as usize,h as usize);
    let c:Corners=quad.map(|p|Point{x:p[0],y:p[1]});
    let n=(17+4*version) as f32; let m=crate::grid::Perspective::of(&c,n);
    let truth=[m.at(3.5,3.5),m.at(n-3.5,3.5),m.at(3.5,n-3.5)];
    let md=(crate::grid::distance(c[0],c[1])+crate::grid::distance(c[0],c[3]))/2.0/n;
    let t=crate::cpu();
    let (img,scale)=variant_of(&g,variant);
    let step=if variant.ends_with('2') {2} else {1};
    let f=crate::finder::finders(&crate::finder::Bits::of(&img),crate::finder::Search{step,columns:std::env::var("COL").is_ok()});
    let t=crate::cpu()-t;
    let mut found=0; let mut rank=0;
    for p in truth { if let Some(i)=f.iter().position(|f| crate::grid::distance(Point{x:f.at.x*scale,y:f.at.y*scale},p)<1.5*md) { found+=1; rank=rank.max(i); } }
    (found,rank,t,f.len())
}
pub fn variant_of(g:&Gray,v:&str)->(Gray,f32) {
    match v.trim_end_matches('2') {
        "full"=>(g.clone(),1.0),
        "half"=>(g.half(),2.0),
        "quarter"=>(g.half().half(),4.0),
        "blur"=>(g.smoothed(),1.0),
        "blurhalf"=>(g.half().smoothed(),2.0),
        "blur4"=>(g.half().half().smoothed(),4.0),
        _=>panic!(),
    }
}

thread_local!{ pub static T: std::cell::RefCell<Vec<String>> = const { std::cell::RefCell::new(vec![]) }; }
pub fn trace(s:String) { T.with(|t|t.borrow_mut().push(s)); }
pub fn take()->Vec<String> { T.with(|t|std::mem::take(&mut *t.borrow_mut())) }
pub fn why(luma:&[u8],w:u32,h:u32,quad:[[f32;2];4],version:usize)->String {
    let g=Gray::new(luma,w as usize,h as usize);
    let loc=crate::locate::Locator::new().qr(&g);
    let c:Corners=quad.map(|p|Point{x:p[0],y:p[1]});
    let n=(17+4*version) as f32; let md=(crate::grid::distance(c[0],c[1])+crate::grid::distance(c[0],c[3]))/2.0/n;
    let near=loc.unread.iter().map(|u| { let d=(0..4).map(|k| (0..4).map(|j| crate::grid::distance(u[(k+j)%4],c[j])).fold(0f32,f32::max)).fold(f32::MAX,f32::min)/md; format!("{d:.1}") }).collect::<Vec<_>>().join(",");
    let mut o=format!("m {md:.1} v{version} unread[{near}] ");
    for v in ["full2","half","quarter"] { let r=recall(luma,w,h,quad,version,v); o+=&format!("{v}:{}/{}(n{}) ",r.0,r.1,r.3); }
    let x=oracle(luma,w,h,quad,version); o+=&format!("oracle {:.2} {}",x.0,x.1.is_some()); o
}
