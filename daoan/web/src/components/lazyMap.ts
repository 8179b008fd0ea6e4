/** The map, fetched beside the page: lists and figures are read while a megabyte of map library is still being parsed. */
import { defineAsyncComponent } from "vue";

export const loadRoadMap = () => import("./RoadMap.vue");
export const RoadMap = defineAsyncComponent(loadRoadMap);
