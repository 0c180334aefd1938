/** Edges of a minimum spanning tree over n points. */
export interface SpanningTree {
  /** [n - 1] each */
  from: Int32Array
  to: Int32Array
  distance: Float64Array
}

interface Merge {
  left: number
  right: number
  distance: number
  size: number
}

/**
 * HDBSCAN's selection of clusters from a spanning tree of mutual reachability distances (Campello, Moulavi & Sander
 * 2013; McInnes & Healy 2017): the single-linkage hierarchy is condensed to splits into two parts of at least
 * `minClusterSize`, and of every branch either a cluster or its descendants are kept, whichever has the larger excess of
 * mass (sum over points of 1/distance at which they leave it, minus that at which it was born). The root is never a
 * cluster. Returns [n] labels, -1 for noise, not renumbered.
 */
export function selectClusters(n: number, tree: SpanningTree, minClusterSize: number): Int32Array {
  const labels = new Int32Array(n).fill(-1)
  if (n < 2) return labels
  const merges = singleLinkage(n, tree)
  // Equal points would be infinitely dense; a millionth of the largest distance is as good as 0.
  const floor = merges[merges.length - 1].distance * 1e-6 || 1
  const density = (merge: Merge) => 1 / Math.max(merge.distance, floor)
  const sizeOf = (node: number) => (node < n ? 1 : merges[node - n].size)

  // Condensed tree: cluster 0 is the root; parents come before their children.
  const parent = [-1]
  const birth = [0]
  const mass = [0]
  const clusterOf = new Int32Array(n)
  const open: { node: number; cluster: number }[] = [{ node: n + merges.length - 1, cluster: 0 }]
  const leave = (node: number, cluster: number) => {
    const under = [node]
    for (let at = under.pop(); at !== undefined; at = under.pop()) {
      if (at < n) clusterOf[at] = cluster
      else under.push(merges[at - n].left, merges[at - n].right)
    }
  }
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const { node, cluster } = next
    const merge = merges[node - n]
    const gained = density(merge) - birth[cluster]
    const parts = [merge.left, merge.right]
    const large = parts.filter((part) => sizeOf(part) >= minClusterSize)
    const leaving = large.length === 1 ? parts.filter((part) => part !== large[0]) : parts
    for (const part of leaving) mass[cluster] += sizeOf(part) * gained
    if (large.length === 2) {
      for (const part of parts) {
        parent.push(cluster)
        birth.push(density(merge))
        mass.push(0)
        open.push({ node: part, cluster: parent.length - 1 })
      }
      continue
    }
    for (const part of leaving) leave(part, cluster)
    if (large.length === 1) open.push({ node: large[0], cluster })
  }

  const best = mass.slice() // of the cluster or of the best choice among its descendants
  const below = new Float64Array(parent.length)
  const isChosen = new Uint8Array(parent.length)
  for (let cluster = parent.length - 1; cluster > 0; cluster--) {
    isChosen[cluster] = below[cluster] > mass[cluster] ? 0 : 1
    if (!isChosen[cluster]) best[cluster] = below[cluster]
    below[parent[cluster]] += best[cluster]
  }
  // The highest chosen ancestor owns all that was in it when it was born.
  const owner = new Int32Array(parent.length).fill(-1)
  for (let cluster = 1; cluster < parent.length; cluster++) {
    const above = owner[parent[cluster]]
    owner[cluster] = above >= 0 ? above : isChosen[cluster] ? cluster : -1
  }
  for (let i = 0; i < n; i++) labels[i] = owner[clusterOf[i]]
  return labels
}

// Node n + i is the i-th merge, nearest first, ties in the order of the tree.
function singleLinkage(n: number, { from, to, distance }: SpanningTree): Merge[] {
  const order = Int32Array.from({ length: n - 1 }, (_, i) => i).sort((a, b) => distance[a] - distance[b] || a - b)
  const parent = Int32Array.from({ length: n }, (_, i) => i)
  const node = Int32Array.from({ length: n }, (_, i) => i) // of the tree whose root is i
  const size = new Int32Array(n).fill(1)
  const root = (i: number) => {
    while (parent[i] !== i) {
      parent[i] = parent[parent[i]]
      i = parent[i]
    }
    return i
  }
  return Array.from(order, (edge, i) => {
    let a = root(from[edge])
    let b = root(to[edge])
    const merge = { left: node[a], right: node[b], distance: distance[edge], size: size[a] + size[b] }
    if (size[a] < size[b]) [a, b] = [b, a]
    parent[b] = a
    size[a] = merge.size
    node[a] = n + i
    return merge
  })
}
